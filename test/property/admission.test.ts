import { describeSimulation } from '../support/simulation/describe.ts';

describeSimulation('admission', 150);
