package latchkey.command;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import latchkey.command.output.Output;
import latchkey.key.KeyRing;
import latchkey.session.Sessions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists and rotates the keys that sign access tokens. */
@Command(
        name = "keys",
        description = "List and rotate the keys that sign access tokens.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | rotate | compromised KID)")
class KeysCommand {

    @Inject
    KeyRing keys;

    @Inject
    Sessions sessions;

    @Command(description = "List the keys, the newest first.", mixinStandardHelpOptions = true)
    int list(@Mixin Output output) {
        return output.listed(keys.list().stream().map(KeysCommand::row).toList());
    }

    @Command(
            description =
                    "Create a new key. Latchkey publishes it now, and signs with it after latchkey.keys.publish-for.",
            mixinStandardHelpOptions = true)
    int rotate(@Mixin Output output) {
        keys.rotate();
        KeyRing.Listed newest = keys.list().get(0);
        return output.done(
                String.format(Locale.ROOT, "%s signs from %s on.", newest.kid(), newest.signsFrom()), row(newest));
    }

    @Command(
            description = "Stop signing and verifying with a key immediately, and end all sessions.",
            mixinStandardHelpOptions = true)
    int compromised(@Parameters(paramLabel = "KID") String kid, @Mixin Output output) {
        return keys.revoke(kid, sessions::endOfAllAccounts)
                .map(ended -> output.done(
                        String.format(Locale.ROOT, "%s is no longer used, and %d sessions are ended.", kid, ended),
                        Map.of("kid", kid, "sessions_ended", ended)))
                .orElseGet(
                        () -> output.refused("There is no key " + kid + ", or it is already marked as compromised."));
    }

    private static Map<String, Object> row(KeyRing.Listed key) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kid", key.kid());
        row.put("algorithm", key.algorithm());
        row.put("state", key.state());
        row.put("created_at", key.createdAt());
        row.put("signs_from", key.signsFrom());
        row.put("compromised_at", key.compromisedAt());
        row.put("secret", key.secret());
        return row;
    }
}
