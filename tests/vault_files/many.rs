//! Many commands at once.

use std::process::Child;

use crate::common::Device;
use crate::spawn;

#[test]
fn concurrent_writes_are_all_kept() {
    let device = Device::joined();
    let mut running: Vec<Child> = Vec::new();
    for number in 0..24 {
        running.push(spawn(&device, &["members", "add", &format!("X{number}")]));
        match number % 4 {
            0 => running.push(spawn(
                &device,
                &["new", &format!("G{number}"), "-g", "Smith family"],
            )),
            1 => running.push(spawn(&device, &["members", "-g", "Smith family"])),
            2 => running.push(spawn(&device, &["code", "-g", "Smith family"])),
            _ => {}
        }
    }
    // With several groups, one must be named: `spawn` does that.
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let members = device.run(["members", "--json", "-g", "Smith family"]);
    let members = members.succeeds().json();
    for number in 0..24 {
        let name = format!("X{number}");
        let all = members["members"].as_array().unwrap();
        assert!(
            all.iter().any(|member| member["name"] == name.as_str()),
            "{name}"
        );
    }
    let groups = device.run(["groups", "--json"]).succeeds().json();
    assert_eq!(groups["groups"].as_array().unwrap().len(), 1 + 6);
}

#[test]
fn of_concurrent_checks_of_one_half_only_one_matches() {
    let device = Device::joined();
    let arguments = ["check", "287", "--they-called", "--at", "59"];
    let running: Vec<Child> = (0..12).map(|_| spawn(&device, &arguments)).collect();
    let statuses = running
        .into_iter()
        .map(|mut child| child.wait().unwrap().code().unwrap());
    let (matches, others): (Vec<_>, Vec<_>) = statuses.partition(|status| *status == 0);
    assert_eq!((matches.len(), others), (1, vec![1; 11]));
}

#[test]
fn many_first_starts_at_once_make_one_device_key() {
    let device = Device::new();
    let running: Vec<Child> = (0..8)
        .map(|number| spawn(&device, &["new", &format!("G{number}")]))
        .collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let groups = device.run(["groups", "--json"]).succeeds().json();
    assert_eq!(groups["groups"].as_array().unwrap().len(), 8);
}
