//! How a secret goes over the bus: AES-128-CBC under a key that was agreed by
//! Diffie-Hellman (Secret Service API 0.2, "Transfer of Secrets"). It keeps
//! secrets out of what others log of the bus, and from nobody who may ask the
//! keyring as well.

use aes::Aes128;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use crypto_bigint::modular::{ConstMontyForm, ConstMontyParams as _};
use crypto_bigint::{U1024, const_monty_params};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::KeyringError;

/// What the API calls it.
pub const ALGORITHM: &str = "dh-ietf1024-sha256-aes128-cbc-pkcs7";

/// The length in bytes of what the two sides show each other.
const LENGTH: usize = 128;

const_monty_params!(
    Modulus,
    U1024,
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74\
     020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437\
     4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
     ee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381ffffffffffffffff",
    "The prime of the Second Oakley Group (RFC 2409, section 6.2)."
);

type Residue = ConstMontyForm<Modulus, { U1024::LIMBS }>;

/// The generator of that group.
const GENERATOR: U1024 = U1024::from_u8(2);

/// One side of an exchange.
pub struct Exchange(Zeroizing<U1024>);

impl Exchange {
    pub fn new() -> Result<Self, KeyringError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(&mut *bytes).map_err(|_| KeyringError::Failed)?;
        Ok(Self::of(&bytes))
    }

    pub fn of(private: &[u8; LENGTH]) -> Self {
        Self(Zeroizing::new(U1024::from_be_slice(private)))
    }

    /// What the other side is shown.
    pub fn public(&self) -> [u8; LENGTH] {
        to_bytes(&Residue::new(&GENERATOR).pow(&self.0).retrieve())
    }

    /// The key that both come to.
    pub fn agree(self, public: &[u8]) -> Result<SessionKey, KeyringError> {
        // It is a number: KDE sends it with a zero before it where it could be
        // taken for a negative one, others without those that it begins with.
        let first = public.iter().position(|byte| *byte != 0);
        let public = public.get(first.unwrap_or(0)..).unwrap_or_default();
        let mut padded = [0; LENGTH];
        let start = LENGTH.checked_sub(public.len());
        let place = start.and_then(|start| padded.get_mut(start..));
        place.ok_or(KeyringError::Failed)?.copy_from_slice(public);
        let public = U1024::from_be_slice(&padded);
        // Of 0, 1 and p - 1 anybody knows what comes out.
        let most = Modulus::PARAMS.modulus().as_ref().wrapping_sub(&GENERATOR);
        if public < GENERATOR || public > most {
            return Err(KeyringError::Failed);
        }
        let shared = Zeroizing::new(Residue::new(&public).pow(&self.0).retrieve());
        let shared = Zeroizing::new(to_bytes(&shared));
        let mut key = Zeroizing::new([0; 16]);
        Hkdf::<Sha256>::new(None, &*shared)
            .expand(&[], &mut *key)
            .map_err(|_| KeyringError::Failed)?;
        Ok(SessionKey(key))
    }
}

fn to_bytes(number: &U1024) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes.copy_from_slice(number.to_be_bytes().as_ref());
    bytes
}

/// What both sides seal with.
pub struct SessionKey(Zeroizing<[u8; 16]>);

/// A secret as it is sent.
pub struct Sealed {
    /// The initialization vector, 16 bytes.
    pub iv: Vec<u8>,
    pub bytes: Vec<u8>,
}

impl SessionKey {
    pub fn seal(&self, text: &str) -> Result<Sealed, KeyringError> {
        let mut iv = [0; 16];
        getrandom::fill(&mut iv).map_err(|_| KeyringError::Failed)?;
        let cipher = cbc::Encryptor::<Aes128>::new(&(*self.0).into(), &iv.into());
        Ok(Sealed {
            iv: iv.to_vec(),
            bytes: cipher.encrypt_padded_vec::<Pkcs7>(text.as_bytes()),
        })
    }

    pub fn open(&self, sealed: &Sealed) -> Result<Zeroizing<String>, KeyringError> {
        let iv: [u8; 16] = sealed
            .iv
            .as_slice()
            .try_into()
            .map_err(|_| KeyringError::Failed)?;
        let cipher = cbc::Decryptor::<Aes128>::new(&(*self.0).into(), &iv.into());
        let text = cipher.decrypt_padded_vec::<Pkcs7>(&sealed.bytes);
        let text = Zeroizing::new(text.map_err(|_| KeyringError::Failed)?);
        let text = std::str::from_utf8(&text).map_err(|_| KeyringError::Failed)?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}
