import { PricingClient, paginateGetProducts } from '@aws-sdk/client-pricing';
import { Failure } from '../../cli/terminal.ts';
import { type Product, productOf } from './product.ts';

/** Where the Price List API is served, for every region (Billing User Guide, "AWS Price List Query API", 2026-11). */
const SERVED_IN: readonly string[] = ['us-east-1', 'eu-central-1', 'ap-south-1'];

/** The most that one answer has (API reference, GetProducts, 2026-11). */
const PAGE = 100;
const ATTEMPTS = 5;
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;

/** Tells how many products have come, and whether these are all. */
export type Progress = (products: number, isLast: boolean) => void;

/** Every SageMaker product of a region. Throws a Failure where the API does not answer. */
export async function productsIn(
  region: string,
  endpoint: string | undefined,
  progress: Progress,
): Promise<readonly Product[]> {
  const products: Product[] = [];
  try {
    for await (const { PriceList = [] } of pagesOf(region, endpoint)) {
      // Each is a text in an object of the SDK's own.
      products.push(...[PriceList].flat().map((each) => productOf(String(each))));
      progress(products.length, false);
    }
  } catch (error) {
    throw failureOf(error);
  }
  progress(products.length, true);
  return products;
}

const pagesOf = (region: string, endpoint: string | undefined) =>
  paginateGetProducts(
    { client: clientOf(endpoint), pageSize: PAGE, stopOnSameToken: true },
    {
      ServiceCode: 'AmazonSageMaker',
      FormatVersion: 'aws_v1',
      Filters: [{ Type: 'TERM_MATCH', Field: 'regionCode', Value: region }],
    },
  );

function clientOf(endpoint: string | undefined): PricingClient {
  const { AWS_REGION: near = '' } = process.env;
  return new PricingClient({
    region: SERVED_IN.includes(near) ? near : 'us-east-1',
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS, throwOnRequestTimeout: true },
    ...(endpoint !== undefined && { endpoint }),
  });
}

/** What to do about what the API and its client say. */
const ADVICE: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, of an identity that may call pricing:GetProducts',
  AccessDeniedException: 'this identity may not call pricing:GetProducts: have it allowed, or take another profile',
  UnrecognizedClientException: 'AWS does not know these credentials: sign in again, or take another profile',
  InvalidSignatureException: 'AWS does not take these credentials: look at the secret key, and at the clock',
  ExpiredTokenException: 'the AWS credentials have expired: sign in again',
  ThrottlingException: `AWS is asked too often, ${ATTEMPTS} times in a row: try again later`,
  TimeoutError: 'the Price List API does not answer: try again later',
};

function failureOf(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const advice = ADVICE[error.name];
  if (advice !== undefined) return new Failure(advice);
  // What the service itself says; the rest is of the system, or a mistake in here.
  return '$metadata' in error && !('code' in error)
    ? new Failure(`the Price List API says ${error.name}: ${error.message}`)
    : error;
}
