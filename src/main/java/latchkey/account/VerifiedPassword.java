package latchkey.account;

import org.jspecify.annotations.Nullable;

/**
 * The account that a right password belongs to. A session is opened only if account and hash are still the same.
 *
 * @param hash the stored hash that the password matched
 * @param secondFactor whether the account has a second factor
 * @param code what the user typed after the password, if the account has a second factor: six digits
 */
public record VerifiedPassword(
        Account account,
        String hash,
        boolean secondFactor,
        @Nullable String code) {

    /** Of an account without a second factor. */
    VerifiedPassword(Account account, String hash) {
        this(account, hash, false, null);
    }
}
