import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture } from '../support/price-list/double.ts';
import { BEFORE, type PricesRepository, pricesRepository } from '../support/price-list/repository.ts';

let at: PricesRepository;
beforeAll(async () => {
  at = await pricesRepository();
});
beforeEach(() => at.reset());
afterAll(() => at.remove());

describe('npm run prices writes nothing and says what to do about', () => {
  it('no credentials', async () => {
    expect(await at.typed(['--endpoint', at.list.url], {})).toEqual({
      code: 1,
      out: '',
      err: 'no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, of an identity that may call pricing:GetProducts\n',
    });
    expect(await at.written()).toBe(BEFORE);
  });

  it('an unknown region', async () => {
    expect(await at.typed(['--regions', 'eu-wset-1'])).toEqual({
      code: 2,
      out: '',
      err: '`eu-wset-1` is not a region of policies/organization.yaml: did you mean `eu-west-1`?\n',
    });
  });

  it.each([
    ['a file that does not parse', 'usdPerHour: {\n', 'policies/prices.yaml:2:1 not readable as YAML: '],
    ['agreed prices', `basis: agreed\n${BEFORE}`, 'write those to another file with --out'],
  ])('%s', async (_, text, message) => {
    await at.write('prices.yaml', text);
    expect(await at.prices()).toEqual({ code: 1, out: '', err: expect.stringContaining(message) });
    expect(await at.written()).toBe(text);
  });

  it('an identity that may not ask', async () => {
    at.list.refuse('AccessDeniedException');
    const refused = {
      code: 1,
      out: '',
      err: expect.stringContaining('this identity may not call pricing:GetProducts'),
    };
    expect(await at.prices()).toEqual(refused);
  });

  it('an API that is not there', async () => {
    expect(await at.typed(['--endpoint', 'http://127.0.0.1:9'])).toEqual({
      code: 1,
      out: '',
      err: '`127.0.0.1:9` does not accept connections (ECONNREFUSED)\n',
    });
  });

  it('prices that cannot be: all of them, and then none', async () => {
    const entries = fixture();
    for (const { product, terms } of entries) {
      for (const term of Object.values(terms.OnDemand ?? {})) {
        for (const dimension of Object.values(term.priceDimensions)) {
          if (product.attributes.usagetype === 'EU-Train:ml.m5.xlarge')
            dimension.pricePerUnit = { USD: '0.0000000000' };
          if (product.attributes.usagetype === 'EU-Train:ml.g5.xlarge') dimension.pricePerUnit = { CNY: '9.1' };
        }
      }
    }
    at.list.serve(entries);
    const { code, out, err } = await at.prices();
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`\
eu-west-1: ml.m5.xlarge (training): its price is 0 (SKU EUTRAINM5XLARGE1)
eu-west-1: ml.g5.xlarge (training): it is not priced in USD alone: {"CNY":"9.1"} (SKU EUTRAING5XLARGE1)
nothing is written: `);
    expect(await at.written()).toBe(BEFORE);
    expect((await at.prices('--types', 'ml.g4dn.*', '--dry-run')).code).toBe(0);
  });

  it('a region that the list does not have', async () => {
    at.list.serve([]);
    expect(await at.prices()).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        'eu-west-1: the Price List API has no price of training there, among 0 SageMaker products',
      ),
    });
    expect(await at.written()).toBe(BEFORE);
  });

  it('a list without volumes, where the file has none either', async () => {
    at.list.serve(fixture().filter(({ product }) => !product.attributes.usagetype?.includes('Volume')));
    expect(await at.prices()).toMatchObject({
      code: 1,
      err: expect.stringContaining('add `usdPerGbMonth` to the file by hand'),
    });
    const kept = await at.prices('--keep-missing', '--dry-run');
    expect(kept.err).toContain('eu-west-1: the list has no price of training volumes: kept is 0.15');
    expect(kept.err).toContain(
      'us-east-1: the list has no price of training volumes, so jobs with a volume have no known price',
    );
  });
});
