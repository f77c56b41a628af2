package latchkey.command;

import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.command.output.Output;
import latchkey.legacy.LegacyIssuers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Handles tokens of issuers that Latchkey replaced. */
@Command(
        name = "legacy",
        description = "Import the tokens that a former issuer revoked.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "revoke ISSUER FILE")
class LegacyCommand {

    private static final int BATCH = 1_000;

    @Inject
    LegacyIssuers issuers;

    @Inject
    AuditLog audit;

    @Command(description = "Reject the tokens with these ids (jti), one per line.", mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(paramLabel = "ISSUER", description = "The name of the issuer in the settings.") String issuer,
            @Parameters(paramLabel = "FILE", description = "The file to read; - is standard input.") String file,
            @Mixin Output output)
            throws IOException {
        if (!issuers.names().contains(issuer)) {
            return output.refused(String.format(
                    Locale.ROOT,
                    "There is no issuer %s in the settings; the issuers are %s.",
                    issuer,
                    issuers.names()));
        }
        boolean piped = file.equals("-");
        if (!piped && !Files.isReadable(Path.of(file))) {
            return output.refused("There is no readable file " + file + ".");
        }
        if (!piped && Files.isDirectory(Path.of(file))) {
            return output.refused(file + " is a folder, not a file.");
        }
        try (InputStream input = piped ? System.in : Files.newInputStream(Path.of(file));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8.newDecoder()))) {
            audit.record(audit.of(Kind.LEGACY_REVOCATION).withDetail(issuer));
            int revoked = revoke(issuer, lines);
            return output.done(
                    String.format(Locale.ROOT, "%d tokens of %s are newly rejected.", revoked, issuer),
                    Map.of("revoked", revoked));
        } catch (CharacterCodingException e) {
            return output.refused(
                    "The file is not UTF-8: tokens above the invalid line are rejected, the others are not.");
        }
    }

    private int revoke(String issuer, BufferedReader lines) throws IOException {
        int revoked = 0;
        List<String> batch = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            // Editors on Windows begin a file with a byte order mark.
            String id = line.replace("\uFEFF", "").strip();
            // PostgreSQL cannot store a NUL, and no token has one in its id.
            if (!id.isEmpty() && id.indexOf('\0') < 0) {
                batch.add(id);
            }
            if (batch.size() == BATCH) {
                revoked += issuers.revoke(issuer, batch);
                batch.clear();
            }
        }
        return revoked + issuers.revoke(issuer, batch);
    }
}
