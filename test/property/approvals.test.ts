import { describeSimulation } from '../support/simulation/describe.ts';

describeSimulation('approvals', 40);
