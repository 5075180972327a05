import { defineRule } from '../rule.ts';

/** A job's containers reach no network at all: what it needs comes by its channels, what it makes leaves by its output. */
export const networkIsolation = defineRule<Readonly<Record<string, never>>>({
  id: 'network-isolation',
  title: 'Containers of a job reach no network',
  params: { type: 'object', additionalProperties: false },
  sentences: () => ['a job isolates its containers from all networks (`EnableNetworkIsolation: true`)'],
  check:
    () =>
    ({ workload: { networkIsolation: isolation } }) =>
      isolation.value
        ? []
        : [
            {
              path: isolation.path,
              message: 'the containers of the job may call out to networks: only isolated ones are allowed',
              observed: false,
              limit: true,
              remedy: 'set `EnableNetworkIsolation` to true, and read and write by channels and `S3OutputPath` only',
              fix: [{ path: isolation.path, value: true }],
            },
          ],
});
