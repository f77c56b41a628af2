package latchkey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority of one's own and what it signed, in the files that PostgreSQL and its clients read. */
public final class Certificates {

    private static final char[] PASSWORD = "for tests only".toCharArray();

    private final Path folder;
    private final Path store;

    private Certificates(Path folder) {
        this.folder = folder;
        store = folder.resolve("keys.p12");
    }

    /** {@code <name>.crt} of the authority; {@code <signed>.crt}, {@code .key} (PEM) and {@code .pk8} (DER) of each that it signed. */
    public static Certificates of(Path folder, String authority, String... signed) throws Exception {
        Certificates all = new Certificates(folder);
        all.make(authority, "bc=ca:true", List.of());
        for (String name : signed) {
            all.make(name, "san=dns:" + name, List.of("-signer", authority));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(all.store)) {
            keys.load(file, PASSWORD);
        }
        all.write(
                authority + ".crt",
                "CERTIFICATE",
                keys.getCertificate(authority).getEncoded());
        for (String name : signed) {
            byte[] key = keys.getKey(name, PASSWORD).getEncoded();
            all.write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
            all.write(name + ".key", "PRIVATE KEY", key);
            Files.write(all.file(name + ".pk8"), key);
            for (String file : List.of(name + ".key", name + ".pk8")) {
                Files.setPosixFilePermissions(all.file(file), PosixFilePermissions.fromString("rw-------"));
            }
        }
        return all;
    }

    /** For a server that shows the certificate of a name. */
    public SSLContext serverContext(String name) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            all.load(file, PASSWORD);
        }
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    private void make(String name, String extension, List<String> more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                extension,
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(more);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(output).isZero();
    }

    private void write(String file, String kind, byte[] content) throws Exception {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file(file), "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, base64));
    }
}
