package latchkey.passkey;

import java.util.List;

/**
 * What an authenticator answered to the creation of a passkey (WebAuthn Level 3, 5.2.1).
 *
 * @param name as the user calls it
 * @param transports as the client says; hints only
 */
public record NewPasskey(String name, byte[] attestationObject, byte[] clientData, List<String> transports) {}
