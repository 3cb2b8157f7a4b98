import { KeyRing } from '@bourse/common/security/key-ring'
import { KeyStore } from '@bourse/common/security/key-store'
import { DEFAULT_ROTATION } from '@bourse/common/security/rotation'

/** Opens the keys that sign access tokens; the first start creates one. */
export const openKeyRing = (config: { keysDir: string; keyRetireMs: number }): Promise<KeyRing> =>
  KeyRing.open({
    files: new KeyStore(config.keysDir),
    now: Date.now,
    policy: { ...DEFAULT_ROTATION, retireAfterMs: config.keyRetireMs },
  })
