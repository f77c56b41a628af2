package latchkey.passkey;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Passkeys (WebAuthn Level 3). */
@ConfigMapping(prefix = "latchkey.passkeys")
public interface PasskeyConfig {

    /**
     * The domain that passkeys are for (RP ID): that of the frontends, without scheme and port, such as {@code shop.example}. Without it, there
     * are no passkeys. If it changes, no passkey works any more.
     */
    Optional<String> rpId();
}
