// The version: its number, and the start of the hash that `phone/build` computes over all
// files.
export const VERSION = "";
