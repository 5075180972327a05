import { homedir } from 'node:os';

/** A real client: how to have it, and the program that uses it. Both run in the project's root. */
export interface Client {
  readonly name: string;
  /** Exit code 3: this machine cannot have it; the last line of its output says why. */
  readonly install: readonly string[];
  readonly command: readonly string[];
  /** Simulated seconds a second, for a client that waits in one call; else its program says when jobs end. */
  readonly clockRate?: number;
  /** Whether its program reads CloudWatch Logs, which moto then serves. */
  readonly logs?: true;
  /** Through which door it comes; the one for gateway keys unless it says so. */
  readonly door?: 'iam';
}

const python = (venv: string, program: string): readonly string[] => [
  `${venv}/bin/python`,
  `test/clients/python/${program}.py`,
];

/** What a page of docs/clients shows, run as it stands there. */
const snippets = (page: string, language: string, suffix: string, ...runner: readonly string[]): readonly string[] => [
  ...['node', 'test/clients/snippets.ts', `docs/clients/${page}.md`, language, suffix],
  ...runner,
];

export const CLIENTS: readonly Client[] = [
  { name: 'boto3', install: ['scripts/python-tools.sh'], command: python('.venv', 'with_boto3') },
  {
    name: 'boto3-holds',
    install: ['scripts/python-tools.sh'],
    command: python('.venv', 'with_boto3_holds'),
    clockRate: 60,
  },
  {
    name: 'aws-cli',
    install: ['scripts/python-tools.sh', 'sagemaker-v2'],
    command: python('.venv-sagemaker-v2', 'with_cli'),
  },
  {
    name: 'aws-cli-holds',
    install: ['scripts/python-tools.sh', 'sagemaker-v2'],
    command: python('.venv-sagemaker-v2', 'with_cli_holds'),
    clockRate: 60,
  },
  {
    name: 'sagemaker-sdk-v2',
    install: ['bash', '-ec', 'scripts/python-tools.sh; scripts/python-tools.sh sagemaker-v2'],
    command: python('.venv-sagemaker-v2', 'with_sagemaker_v2'),
    clockRate: 60,
    logs: true,
  },
  {
    name: 'sagemaker-sdk-v2-holds',
    install: ['bash', '-ec', 'scripts/python-tools.sh; scripts/python-tools.sh sagemaker-v2'],
    command: python('.venv-sagemaker-v2', 'with_sagemaker_v2_holds'),
    clockRate: 60,
    logs: true,
  },
  {
    name: 'by-iam',
    install: ['scripts/python-tools.sh', 'sagemaker-v2'],
    command: python('.venv-sagemaker-v2', 'by_iam'),
    door: 'iam',
  },
  {
    name: 'sagemaker-sdk-v3',
    install: ['scripts/python-tools.sh', 'sagemaker-v3'],
    command: python('.venv-sagemaker-v3', 'with_sagemaker_v3'),
    clockRate: 60,
  },
  {
    name: 'sagemaker-sdk-v3-holds',
    install: ['scripts/python-tools.sh', 'sagemaker-v3'],
    command: python('.venv-sagemaker-v3', 'with_sagemaker_v3_holds'),
    clockRate: 60,
  },
  { name: 'javascript', install: ['true'], command: ['node', 'test/clients/javascript/main.ts'] },
  {
    name: 'docs-boto3',
    install: ['scripts/python-tools.sh'],
    command: snippets('boto3', 'python', '.py', '.venv/bin/python'),
  },
  {
    name: 'docs-aws-cli',
    install: ['scripts/python-tools.sh', 'sagemaker-v2'],
    command: [
      'env',
      `PATH=.venv-sagemaker-v2/bin:${process.env.PATH}`,
      ...snippets('aws-cli', 'bash', '.sh', 'bash', '-e'),
    ],
  },
  { name: 'docs-javascript', install: ['true'], command: snippets('javascript', 'js', '.mjs', 'node') },
  { name: 'go', install: ['test/clients/go/install.sh'], command: ['test/clients/go/client'] },
  {
    name: 'docs-go',
    install: ['test/clients/go/install.sh'],
    command: ['env', `BUILD_HOME=${homedir()}`, ...snippets('go', 'go', '.go', 'test/clients/go/snippet.sh')],
  },
];
