package latchkey.account;

/**
 * The account that a right password belongs to. A session is opened only if account and hash are still the same.
 *
 * @param hash the stored hash that the password matched
 */
public record VerifiedPassword(Account account, String hash) {}
