import type { AccessFile } from './access-file.js';
import { decide, type AccessDecision, type AccessRequest } from './policy.js';
import { digestOf } from './secret.js';
import type { ServiceAccount } from './service-account.js';

/** Who may publish and read, by the access file as it is now. */
export class AccessControl {
  readonly account: ServiceAccount;
  readonly file: AccessFile | undefined;
  readonly #passwordDigest: string;

  constructor(account: ServiceAccount, file?: AccessFile) {
    this.account = account;
    this.file = file;
    this.#passwordDigest = digestOf(account.password);
  }

  decide(request: AccessRequest): AccessDecision {
    return decide(request, this.file?.rules, { user: this.account.user, digest: this.#passwordDigest });
  }
}
