import assert from 'node:assert';
import { IstioCheck } from '../check';
import { EVERY_OPTION, EXAMPLE } from '../settings';
import { SERVER, Subject, template } from '../subject';
import { HTTP_MANAGER, inboundFilters, upstreamHttp, wayOf } from '../way';

/** Only of HTTP can requests be told apart. */
export const http: IstioCheck = {
  name: 'istio/http',
  settings: [EXAMPLE, EVERY_OPTION],
  run: (scene) => {
    const { explicit_http_config: said = {} } = upstreamHttp(wayOf(scene).cluster);
    assert(said.http2_protocol_options, `the caller's proxy must speak HTTP/2 to pods, has ${JSON.stringify(said)}`);
    return 'known to be HTTP, HTTP/2 to the pods';
  },
  controls: [
    {
      broken: 'appProtocol: tcp',
      edit: (subject) => editPorts(subject, (port) => (port.appProtocol = 'tcp')),
      says: /must know that port 50051 is HTTP; .*tcp_proxy/,
    },
    {
      broken: 'a port that does not say what it speaks',
      edit: (subject) => editPorts(subject, sayNothing),
      says: /must know that port 50051 is HTTP; /,
    },
    {
      broken: 'appProtocol: http',
      edit: (subject) => editPorts(subject, (port) => (port.appProtocol = 'http')),
      says: /must speak HTTP\/2 to pods/,
    },
  ],
};

/** What the alerts read is counted in the server's pods. */
export const counted: IstioCheck = {
  name: 'istio/counted',
  settings: [EXAMPLE],
  run: (scene) => {
    const chains = inboundFilters(scene, 50051);
    assert(chains.length > 0, "the server's proxy must take the port, does not know it");
    for (const filters of chains) {
      const names = filters.map(({ name }) => name);
      assert(names.includes(HTTP_MANAGER), `the server's proxy must see requests, has ${names}`);
      const { http_filters: inside } = filters.find(({ name }) => name === HTTP_MANAGER).typed_config;
      assert(
        inside.some(({ name }: any) => name === 'istio.stats'),
        "the server's proxy must count requests",
      );
    }
    return `${chains.length} ways in, requests are counted in each`;
  },
  controls: [
    {
      broken: 'appProtocol: tcp',
      edit: (subject) => editPorts(subject, (port) => (port.appProtocol = 'tcp')),
      says: /must see requests, has .*tcp_proxy/,
    },
    {
      broken: 'pods with other labels than the Services select',
      edit: (subject) => (template(subject, SERVER).metadata.labels['app.kubernetes.io/name'] = 'other'),
      says: /must take the port/,
    },
  ],
};

/** Edits the ports of all Services. */
export function editPorts({ manifests }: Subject, edit: (port: any) => void): void {
  manifests.filter(({ kind }) => kind === 'Service').forEach(({ spec }) => spec.ports.forEach(edit));
}

export function sayNothing(port: any): void {
  delete port.appProtocol;
  port.name = 'main';
}
