package latchkey.passkey;

import org.jspecify.annotations.Nullable;

/** What an authenticator answered to a challenge (WebAuthn Level 3, 5.2.2). */
public record Assertion(
        byte[] credentialId,
        byte @Nullable [] userHandle,
        byte[] authenticatorData,
        byte[] clientData,
        byte[] signature) {}
