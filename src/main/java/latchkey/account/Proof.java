package latchkey.account;

/**
 * What a right password proves: whose it is. A session is opened for it as long as both are still so.
 *
 * @param hash that the password matched, as it is stored now
 */
public record Proof(Account account, String hash) {}
