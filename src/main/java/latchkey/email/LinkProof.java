package latchkey.email;

import org.jspecify.annotations.Nullable;

/**
 * What a user shows of a mail: the token of its link; or the address that it was sent to, with the code in it.
 *
 * @param account that the token must be of; null for any
 */
public record LinkProof(
        @Nullable String token,
        @Nullable Long account,
        @Nullable String address,
        @Nullable String code) {

    public static LinkProof ofToken(String token) {
        return new LinkProof(token, null, null, null);
    }

    public static LinkProof ofToken(String token, long account) {
        return new LinkProof(token, account, null, null);
    }

    public static LinkProof ofCode(String address, String code) {
        return new LinkProof(null, null, address, code);
    }
}
