/** A container image as a request writes it, in its parts. */
export interface Image {
  /** `host/path`, without tag and digest. */
  readonly name: string;
  /** Whether it names its content, which no one can change, and not only a tag, which anyone who may push can. */
  readonly isPinned: boolean;
}

/** Undefined where it is not written as `host/repository`, with a tag, a digest, both or neither behind. */
export function readImage(uri: string): Image | undefined {
  const [, name = '', digest] = IMAGE.exec(uri) ?? [];
  return NAME.test(name) ? { name, isPinned: digest !== undefined } : undefined;
}

/** Of the colons only one after the last slash begins a tag: another is that of the host's port. */
const IMAGE = /^((?:[^@/]*\/)+[^@/:]*)(?::[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/** Names of repositories: OCI Distribution Specification 1.1, "Pulling manifests". So no `..`, and nothing to decode. */
const NAME = /^[a-z0-9.-]+(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/;

/** Whether a text can be compared with names: `host/repository`, in which `*` stands for any characters after the host. */
export const isImagePattern = (text: string): boolean => /^[a-z0-9.-]+(?::\d{1,5})?\/[a-z0-9._/*-]+$/.test(text);
