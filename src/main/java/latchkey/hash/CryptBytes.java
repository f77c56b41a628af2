package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The bytes of a password for a check whose time grows with their number: only as many as the scheme reads.
 *
 * @param whole whether {@code read} has all bytes of the password
 */
record CryptBytes(byte[] read, boolean whole) {

    /** The maximum of bytes that libxcrypt's crypt(3) reads, the most of all implementations that make such hashes. */
    static final int MAX_BYTES = 511;

    /** Limits a password to {@code limit} bytes. A longer password takes the same work, and matches no such hash. */
    static CryptBytes of(String password, int limit) {
        byte[] all = password.getBytes(UTF_8);
        return new CryptBytes(all.length > limit ? Arrays.copyOf(all, limit) : all, all.length <= limit);
    }
}
