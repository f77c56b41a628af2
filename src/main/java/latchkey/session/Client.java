package latchkey.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import latchkey.account.Network;
import org.jspecify.annotations.Nullable;

/**
 * A client as far as a refresh can tell it from another: its network, and its user agent, which it writes itself.
 *
 * @param agent a digest of the user agent: it is compared, and never shown
 */
record Client(String network, String agent) {

    private static final int DIGEST_BYTES = 9;

    private static final String SEPARATOR = " ";

    static Client of(Device device) {
        return new Client(Network.of(device.address()).name(), digest(device.userAgent()));
    }

    /** The client that {@link #stored} wrote; null where an earlier release stored none. */
    static @Nullable Client read(@Nullable String stored) {
        if (stored == null) {
            return null;
        }
        int end = stored.lastIndexOf(SEPARATOR);
        return new Client(stored.substring(0, end), stored.substring(end + 1));
    }

    String stored() {
        return network + SEPARATOR + agent;
    }

    private static String digest(@Nullable String userAgent) {
        if (userAgent == null) {
            return "-";
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(userAgent.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
