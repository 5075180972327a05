/** Region and credentials as AWS's clients find them, of no account. */
export function localAws(): void {
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
}
