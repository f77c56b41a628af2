package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Clients with secrets, a demo account, passwords that are blocked, and the signer key of Firebase. */
public class ClientsAndPasswords extends WithoutDocument {

    /** The secret of each client, by its id. */
    public static final Map<String, String> CLIENTS = Map.of(
            "base64", "zK+/9aT0+pLm1hQ==",
            "percent", "100%",
            "escape", "50%41%2B",
            "colon", "one:two",
            "umlaut", "schl\u00fcssel und schlo\u00df",
            "https://shop.example/?a=b+c", "an id of its own",
            "hexadecimal", "0f83bd9c");

    public static final String SIGNER_KEY =
            "NyvBS0/grlCDMYFjBhVjKuDCs9uLIBKgKzVbdjf6rZLFwh3ezQ6pZfURFR37Wihn+gPiKVdPh+9qT8RvDuaFkw==";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        CLIENTS.forEach((id, secret) -> settings.put("latchkey.clients.\"" + id + "\".secret-hash", sha256(secret)));
        settings.put("latchkey.playground.accounts.\"demo \"", "demo-password");
        settings.put("latchkey.password.block-common", "true");
        settings.put("latchkey.password.block-list", blockList().toString());
        settings.put("latchkey.password.firebase-signer-key", SIGNER_KEY);
        return settings;
    }

    private static Path blockList() {
        try {
            Path list = Files.createTempFile("block", ".list");
            list.toFile().deleteOnExit();
            return Files.writeString(list, "acme rocks\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
