package latchkey.admin.account;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import latchkey.account.Account;
import latchkey.account.Registration;
import latchkey.admin.access.CurrentAdmin;
import latchkey.admin.account.BulkBodies.BulkItem;
import latchkey.admin.account.BulkBodies.BulkResult;
import latchkey.client.Scope;
import latchkey.database.DatabaseFailure;
import latchkey.database.Transactions;
import latchkey.directory.Directory;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.group.Groups;
import latchkey.http.failure.ProblemDetails;
import latchkey.recovery.Invitations;
import org.jboss.resteasy.reactive.RestResponse;

/** Changes many accounts one after the other, each by itself: what one item fails of, the others do not feel. */
@ApplicationScoped
class BulkChanges {

    private static final int OK = 200;
    private static final int CREATED = 201;

    private final Directory directory;
    private final Invitations invitations;
    private final Groups groups;
    private final CurrentAdmin admin;

    BulkChanges(Directory directory, Invitations invitations, Groups groups, CurrentAdmin admin) {
        this.directory = directory;
        this.invitations = invitations;
        this.groups = groups;
        this.admin = admin;
    }

    /** The results, in the order of the items. */
    List<BulkResult> make(List<BulkItem> items) {
        return items.stream().map(this::make).toList();
    }

    private BulkResult make(BulkItem item) {
        try {
            return done(item);
        } catch (AuthFailure refused) {
            return refused(item, refused);
        } catch (RuntimeException fault) {
            if (DatabaseFailure.isCauseOf(fault)) {
                return refused(item, AuthFailure.because(Reason.UNAVAILABLE));
            }
            Log.error("an item of a bulk failed", fault);
            return refused(item, AuthFailure.because(Reason.UNEXPECTED));
        }
    }

    private BulkResult done(BulkItem item) {
        return switch (item.toAct()) {
            case CREATE ->
                created(Transactions.call(
                        directory.creating(new Registration(item.name(), "", item.email(), "", "", null))));
            case INVITE ->
                created(invitations.create(item.username() == null ? item.address() : item.username(), item.address()));
            case ENABLE -> changed(item, () -> directory.enable(item.account(), admin.get()::requireMayChange));
            case DISABLE -> changed(item, () -> directory.disable(item.account(), admin.get()::requireMayChange));
            case DELETE -> changed(item, () -> directory.delete(item.account(), admin.get()::requireMayChange));
            case END_SESSIONS -> {
                admin.get().require(Scope.SESSIONS_WRITE);
                yield changed(item, () -> directory.endSessions(item.account()));
            }
            case RESET_FACTORS ->
                changed(item, () -> directory.resetFactors(item.account(), admin.get()::requireMayChange));
            case GRANT -> changed(item, () -> groups.grant(changeable(item), item.groupNames()));
            case REVOKE -> changed(item, () -> groups.revoke(changeable(item), item.groupNames(), false));
        };
    }

    private Account changeable(BulkItem item) {
        admin.get().require(Scope.GROUPS_WRITE);
        Account account = directory.get(item.account());
        admin.get().requireMayChange(account);
        admin.get().requireMayGrant(item.groupNames());
        return account;
    }

    private static BulkResult created(Account account) {
        return new BulkResult(CREATED, account.id, null);
    }

    private static BulkResult changed(BulkItem item, Runnable change) {
        change.run();
        return new BulkResult(OK, item.id(), null);
    }

    @SuppressWarnings("unchecked")
    private static BulkResult refused(BulkItem item, AuthFailure refused) {
        RestResponse<?> answer = new ProblemDetails().answer(refused);
        return new BulkResult(answer.getStatus(), item.id(), (Map<String, Object>) answer.getEntity());
    }
}
