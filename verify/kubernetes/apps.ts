import { App } from '../support/outputs';

const placements = ['server-pod', 'client-pod'];

export const GREETER: App = { name: 'greeter', placements };
export const TOUR: App = { name: 'tour', path: 'examples/tour/main.ts', placements: ['server-pod'] };
export const SHOP: App = { name: 'shop', path: 'verify/kubernetes/shop.ts', placements };
