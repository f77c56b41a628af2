package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The built application reads secrets from every source. */
class SecretsIT {

    /** With every character that has a meaning in a shell or a file, and blanks at both ends. */
    private static final String SECRET = " d$$j${x}\\$'\"#=^&*(-_=+) ";

    private static final List<String> PLACES =
            List.of("variable", "property", "file", "folder", "properties", "reference");

    @TempDir
    private Path folder;

    @Test
    void aSecretIsReadLiterallyFromEverySource() throws Exception {
        Map<String, String> environment = new HashMap<>();
        Map<String, String> settings = ProductionIT.settings();
        PLACES.forEach(place -> {
            settings.put("latchkey.legacy.\"" + place + "\".algorithm", "HS256");
            settings.put("latchkey.legacy.\"" + place + "\".until", "2098-01-01T00:00:00Z");
        });
        settings.remove("latchkey.secret");
        environment.put("LATCHKEY_SECRET_FILE", write("secret", "for tests only, known to everybody here\n"));
        environment.put("LATCHKEY_LEGACY__VARIABLE__SECRET", "variable" + SECRET);
        settings.put("latchkey.legacy.\"property\".secret", "property" + SECRET);
        environment.put("LATCHKEY_LEGACY__FILE__SECRET_FILE", write("file", "file" + SECRET + "\n"));
        environment.put("LATCHKEY_SECRETS_DIRECTORY", folder.resolve("mounted").toString());
        write("mounted/LATCHKEY_LEGACY__FOLDER__SECRET", "folder" + SECRET);
        environment.put("OLD_KEY", "reference" + SECRET);
        write("config/application.properties", """
                latchkey.legacy."properties".secret=properties%s
                latchkey.legacy."reference".secret=${OLD_KEY}
                """.formatted(
                        SECRET.replace("\\", "\\\\").replace("$", "\\\\$")));

        try (Replica replica = start(settings, environment)) {
            replica.awaitReady();
            Database.empty();
            Database.execute("insert into account (username, joined_at, legacy_id) values ('ada', now(), '42')");
            Database.execute("insert into credential (account_id, password_hash, changed_at, imported_at)"
                    + " select id, '!', now(), now() from account");

            assertThat(PLACES).allSatisfy(place -> assertThat(refresh(replica, token(place + SECRET, place)))
                    .as(place)
                    .isEqualTo(200));
            assertThat(refresh(replica, token("variable" + SECRET.replace("$$", "$"), "x")))
                    .isEqualTo(401);
        }
    }

    @Test
    void aFileWhoseNameIsNearlyASettingStopsTheStart() throws Exception {
        write("mounted/latchkey.secret", "for tests only, known to everybody here");
        write("mounted/latchkey.former-secrt", "x");
        write("mounted/ca.crt", "x");
        Map<String, String> settings = ProductionIT.settings();
        settings.remove("latchkey.secret");
        settings.put("latchkey.secrets-directory", folder.resolve("mounted").toString());

        try (Replica replica = start(settings, Map.of())) {
            assertThat(replica.exitCode()).isEqualTo(1);
            assertThat(replica.output().lines())
                    .contains("latchkey.former-secrt, set in latchkey.secrets-directory, is not a setting."
                            + " Did you mean latchkey.former-secret?");
        }
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
            LATCHKEY_SECRET_FILE | /nowhere/secret | LATCHKEY_SECRET_FILE is /nowhere/secret, which is not a readable file.
            LATCHKEY_SECRETS_DIRECTORY | /nowhere | latchkey.secrets-directory is /nowhere, which is not a readable folder.
            QUARKUS_DATASOURCE_PASSWORD_FILE | /dev | QUARKUS_DATASOURCE_PASSWORD_FILE is /dev, which is not a readable file.
            """)
    void aMissingSecretFileStopsTheStartWithOneSentence(String variable, String value, String sentence)
            throws Exception {
        try (Replica replica = start(ProductionIT.settings(), Map.of(variable, value))) {
            assertThat(replica.exitCode()).isEqualTo(1);
            assertThat(replica.output()
                            .lines()
                            .filter(line -> !line.startsWith(" ") && !line.startsWith("--") && !line.startsWith("__"))
                            // The log is not set up yet, and one library has a line there.
                            .filter(line -> !line.contains("hibernate") && !line.contains("HV000001"))
                            .toList())
                    .containsExactly(sentence);
        }
    }

    private Replica start(Map<String, String> settings, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = Replica.process(Replica.command(settings)).directory(folder.toFile());
        builder.environment().putAll(environment);
        return Replica.start(builder);
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private static int refresh(Replica replica, String token) {
        return replica.given()
                .cookie("refresh_token", token)
                .post("/express/api/auth/refresh")
                .statusCode();
    }

    private static String token(String secret, String id) {
        String signed = encoded("{\"alg\": \"HS256\", \"typ\": \"JWT\"}") + "."
                + encoded("{\"exp\": 4070908800, \"sub\": \"42\", \"jti\": \"%s\"}".formatted(id));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HMAC"));
            return signed + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
