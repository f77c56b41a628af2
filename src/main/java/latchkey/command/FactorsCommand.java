package latchkey.command;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.factor.Factor;
import latchkey.factor.Factors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows and removes the second factors of accounts. */
@Command(
        name = "factors",
        description = "Show the second factors of an account, and remove them if its user has lost them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | reset) NAME")
class FactorsCommand {

    @Inject
    Accounts accounts;

    @Inject
    Factors factors;

    @Command(description = "List the second factors of an account.", mixinStandardHelpOptions = true)
    int list(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        return account == null
                ? output.refused(AccountFacts.none(name))
                : output.listed(
                        factors.of(account).stream().map(FactorsCommand::row).toList());
    }

    private static Map<String, Object> row(Factor factor) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", factor.id);
        row.put("kind", factor.kind);
        row.put("name", factor.name);
        row.put("confirmed_at", factor.confirmedAt);
        row.put("last_used_at", factor.lastUsedAt);
        return row;
    }

    @Command(
            description =
                    "Remove all second factors and recovery codes of an account: the password alone signs its user in again.",
            mixinStandardHelpOptions = true)
    int reset(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(AccountFacts.none(name));
        }
        int removed = factors.reset(account);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", account.id);
        facts.put("username", account.username);
        facts.put("removed", removed);
        return output.done(
                String.format(
                        Locale.ROOT,
                        "%s of account %d (%s) removed.",
                        removed == 1 ? "1 second factor" : removed + " second factors",
                        account.id,
                        account.username),
                facts);
    }
}
