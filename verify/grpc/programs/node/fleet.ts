/** The service of the fleets; all messages are empty, as google.protobuf.Empty is. */
const method = {
  requestStream: false,
  requestSerialize: (bytes: Buffer) => bytes,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
};

export const EMPTY = Buffer.alloc(0);

export const FLEET = {
  call: { ...method, path: '/verify.Fleet/Call', responseStream: false },
  watch: { ...method, path: '/verify.Fleet/Watch', responseStream: true },
};
