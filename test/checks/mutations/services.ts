import { Mutation, service } from './mutation';

export const SERVICES: Mutation[] = [
  {
    rule: 'clusterip-grpc',
    variant: 'client-side',
    edit: (objects) => delete service(objects, 'grpc-server-headless').spec.clusterIP,
  },
];
