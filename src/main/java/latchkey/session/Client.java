package latchkey.session;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Arrays;
import java.util.Base64;
import latchkey.attempt.Network;
import latchkey.hash.Digests;
import org.jspecify.annotations.Nullable;

/**
 * A client, as far as a refresh can tell it from another: its network and its user agent, which the client itself writes.
 *
 * @param agent a digest of the user agent, which is compared, and never shown
 */
record Client(String network, String agent) {

    private static final int DIGEST_BYTES = 9;

    private static final String SEPARATOR = " ";

    static Client of(Device device) {
        return new Client(Network.of(device.address()).name(), digest(device.userAgent()));
    }

    /** The client that {@link #stored} wrote; null if an earlier release stored none. */
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

    /** The form of a client in the database. */
    @Converter
    public static class Column implements AttributeConverter<Client, String> {

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable Client client) {
            return client == null ? null : client.stored();
        }

        @Override
        public @Nullable Client convertToEntityAttribute(@Nullable String stored) {
            return read(stored);
        }
    }

    private static String digest(@Nullable String userAgent) {
        if (userAgent == null) {
            return "-";
        }
        byte[] digest = Arrays.copyOf(Digests.sha256(userAgent), DIGEST_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }
}
