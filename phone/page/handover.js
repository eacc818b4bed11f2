// Hands a file to the person.
import { ask } from "./ask.js";

const REVOKE_AFTER = 60_000; // milliseconds

// Offers a file in the phone's share sheet, or as a download. After a download it asks `sure`,
// since a page can't find out whether the file was saved. Returns false if the person did not
// save it.
export async function handOver(file, sure) {
  const isPhone = matchMedia("(pointer: coarse)").matches;
  if (isPhone && navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
    }
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER);
  return ask({ hidesContext: true, ...sure });
}
