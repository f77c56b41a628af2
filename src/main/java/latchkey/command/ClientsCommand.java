package latchkey.command;

import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import latchkey.client.Client;
import latchkey.client.Clients;
import latchkey.client.RegisteredClients;
import latchkey.client.RegisteredClients.Changes;
import latchkey.client.RegisteredClients.WithSecret;
import latchkey.client.Scope;
import latchkey.command.output.Output;
import latchkey.command.output.Page;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and changes the clients of the admin API that are not in the settings. */
@Command(
        name = "clients",
        description = "Let programs use the admin API, with credentials of their own.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | create ID | change ID | enable ID | disable ID | rotate ID | delete ID)")
class ClientsCommand {

    private static final List<String> COLUMNS =
            List.of("id", "name", "scopes", "enabled", "created_at", "last_used_at", "former_secret_until");

    private static final String SCOPES = "What it may do, for example accounts:read,audit:read.";

    @Inject
    RegisteredClients clients;

    @Spec
    CommandSpec spec;

    @Command(description = "List the clients by id, without those of the settings.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--after",
                            paramLabel = "ID",
                            defaultValue = "",
                            description = "Only clients with an id after ID.")
                    String after,
            @Mixin Page page,
            @Mixin Output output) {
        return page.printed(
                limit -> clients.list(after, limit), COLUMNS, ClientsCommand::row, client -> client.id, output);
    }

    private static Map<String, Object> row(Client client) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", client.id);
        row.put("name", client.name);
        row.put("scopes", client.scopes);
        row.put("enabled", client.enabled);
        row.put("created_at", client.createdAt);
        row.put("last_used_at", client.lastUsedAt);
        row.put("former_secret_until", client.formerUntil);
        return row;
    }

    @Command(
            description = "Make a client, and print its secret. It is not shown again.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(
                            paramLabel = "ID",
                            description = "1 to 64 letters, digits and . _ - of ASCII; the first a letter or digit.")
                    String id,
            @Option(names = "--name", paramLabel = "TEXT", description = "For operators. Default: the id.") @Nullable
                    String name,
            @Option(names = "--scopes", paramLabel = "SCOPE", split = ",", required = true, description = SCOPES)
                    List<String> scopes,
            @Mixin Output output) {
        if (!id.matches(Clients.ID)) {
            throw invalid("\"" + id + "\" is no id: 1 to 64 letters, digits and . _ - of ASCII.");
        }
        Set<Scope> given = scopeSet(scopes);
        String shown = name(name == null ? id : name);
        return unlessRefused(id, output, () -> secret(clients.create(id, shown, given), output));
    }

    private static int secret(WithSecret made, Output output) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", made.client().id);
        facts.put("secret", made.secret());
        return output.shown(facts);
    }

    @Command(description = "Change a client; what is not named stays.", mixinStandardHelpOptions = true)
    int change(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--name", paramLabel = "TEXT", description = "For operators.") @Nullable String name,
            @Option(names = "--scopes", paramLabel = "SCOPE", split = ",", description = SCOPES) @Nullable
                    List<String> scopes,
            @Mixin Output output) {
        Changes changes = new Changes(name == null ? null : name(name), scopes == null ? null : scopeSet(scopes), null);
        return changed(id, changes, "changed", output);
    }

    @Command(description = "Let a client act again.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "ID") String id, @Mixin Output output) {
        return changed(id, new Changes(null, null, true), "enabled", output);
    }

    @Command(description = "Let a client no longer act, nor its access tokens.", mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "ID") String id, @Mixin Output output) {
        return changed(id, new Changes(null, null, false), "disabled", output);
    }

    private int changed(String id, Changes changes, String participle, Output output) {
        return unlessRefused(id, output, () -> {
            Client changed = clients.change(id, changes, present -> {});
            return output.done("Client " + id + " is " + participle + ".", row(changed));
        });
    }

    @Command(
            description = "Make a new secret, and print it. The one before is good for seven more days.",
            mixinStandardHelpOptions = true)
    int rotate(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--at-once", description = "End the secret before now, for one that was stolen.")
                    boolean atOnce,
            @Mixin Output output) {
        return unlessRefused(id, output, () -> {
            WithSecret made = clients.rotate(id, present -> {});
            if (atOnce) {
                clients.endFormerSecret(id, present -> {});
            }
            return secret(made, output);
        });
    }

    @Command(description = "Delete a client. Its access tokens are no longer good.", mixinStandardHelpOptions = true)
    int delete(@Parameters(paramLabel = "ID") String id, @Mixin Output output) {
        return unlessRefused(id, output, () -> {
            clients.delete(id, present -> {});
            return output.done("Client " + id + " is deleted.", Map.of("id", id));
        });
    }

    private String name(String given) {
        if (given.isBlank() || given.codePointCount(0, given.length()) > Client.LONGEST_NAME) {
            throw invalid("The name must have 1 to " + Client.LONGEST_NAME + " characters.");
        }
        return given;
    }

    private Set<Scope> scopeSet(List<String> texts) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String text : texts) {
            scopes.add(Scope.find(text)
                    .orElseThrow(() -> invalid(String.format(
                            Locale.ROOT,
                            "\"%s\" is no scope; the scopes are %s.",
                            text,
                            Scope.join(EnumSet.allOf(Scope.class))))));
        }
        return scopes;
    }

    private static int unlessRefused(String id, Output output, IntSupplier act) {
        try {
            return act.getAsInt();
        } catch (AuthFailure refused) {
            return output.refused(
                    refused.reason() == Reason.NOT_FOUND
                            ? "There is no client " + id + " that was made at run time."
                            : "There is a client " + id + ".");
        }
    }

    private ParameterException invalid(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
