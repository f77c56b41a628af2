package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The bytes of a password where a check takes the longer the more there are: as many as are read, and no more.
 *
 * @param whole whether these are all
 */
record CryptBytes(byte[] read, boolean whole) {

    /** Bytes that crypt(3) takes of libxcrypt, which is the most of those who make such hashes. */
    static final int MOST = 511;

    /** The same work is done on a longer password, which no such hash is of. */
    static CryptBytes of(String password, int most) {
        byte[] all = password.getBytes(UTF_8);
        return new CryptBytes(all.length > most ? Arrays.copyOf(all, most) : all, all.length <= most);
    }
}
