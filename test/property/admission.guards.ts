import { describeGuards } from '../support/simulation/describe.ts';

/** npm run guards */
describeGuards('admission');
