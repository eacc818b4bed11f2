// What this version is called: its number, and the beginning of the hash that
// `phone/build` computes over all files.
export const VERSION = "";
