/** A pod: fleet-server ADDRESS:PORT MILLISECONDS-PER-ANSWER; what it prints is explained in verify/grpc/pod.ts. */
import { ServerCredentials, type sendUnaryData, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { EMPTY, FLEET } from './fleet.js';
import { createServer } from './grpcenv/server.js';

const [address = '', answerAfter = '0'] = process.argv.slice(2);

function note(call: ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>): void {
  console.log(`request ${call.metadata.get('user-agent')[0]} ${call.getPeer()}`);
}

const server = createServer(() => {});
server.addService(FLEET, {
  call(call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) {
    note(call);
    setTimeout(() => callback(null, EMPTY), Number(answerAfter));
  },
  watch(call: ServerWritableStream<Buffer, Buffer>) {
    note(call);
    call.write(EMPTY);
  },
});
server.bindAsync(address, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  console.log('ready');
});
