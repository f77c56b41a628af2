package latchkey.command.account;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.command.output.Output;
import latchkey.failure.AuthFailure;
import latchkey.group.Groups;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds an account to groups, or removes it from them. */
abstract class MembershipCommands implements Callable<Integer> {

    @Inject
    Accounts accounts;

    @Inject
    Groups groups;

    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "GROUP")
    List<String> names = List.of();

    @Mixin
    Output output;

    /** Adds an account to groups. */
    @Command(
            name = "grant",
            description =
                    "Add an account to groups: to all of them, or to none. The group superuser makes it a superuser.",
            mixinStandardHelpOptions = true)
    public static class Grant extends MembershipCommands {

        @Override
        void change(Account account) {
            groups.grant(account, names);
        }
    }

    /** Removes an account from groups. */
    @Command(
            name = "revoke",
            description = "Remove an account from groups: from all of them, or from none.",
            mixinStandardHelpOptions = true)
    public static class Revoke extends MembershipCommands {

        @Mixin
        LastSuperuser last;

        @Override
        void change(Account account) {
            groups.revoke(account, names, last.allowed);
        }
    }

    abstract void change(Account account);

    @Override
    public Integer call() {
        Account account = accounts.findByNameOrId(name).orElse(null);
        if (account == null) {
            return output.refused(AccountFacts.none(name));
        }
        try {
            return LastSuperuser.unlessLast(() -> changed(account), output);
        } catch (AuthFailure refused) {
            return output.refused(GroupFacts.refusal(refused, cause(refused)));
        }
    }

    private int changed(Account account) {
        change(account);
        List<String> now = accounts.findByNameOrId(Long.toString(account.id))
                .map(Account::groups)
                .orElse(List.of());
        Map<String, Object> facts = AccountFacts.changed(account, "groups set");
        facts.put("groups", now);
        return output.done(
                String.format(
                        Locale.ROOT,
                        "Account %d (%s) is in the groups %s.",
                        account.id,
                        account.username,
                        String.join(", ", now)),
                facts);
    }

    /** The group that is the reason. */
    private String cause(AuthFailure refused) {
        return switch (refused.reason()) {
            case FORBIDDEN -> Account.USER;
            case NOT_FOUND ->
                names.stream()
                        .filter(group -> groups.find(group).isEmpty())
                        .findFirst()
                        .orElse(names.get(0));
            default -> String.join(", ", names);
        };
    }
}
