import { App } from 'cdk8s';
import { LoadBalancing } from '../../src';
import { Shop } from './shop';

const app = new App();
LoadBalancing.select(app, LoadBalancing.fromEnvironment());
new Shop(app, 'shop', { namespace: 'shop' });
app.synth();
