package latchkey.admin.account;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.admin.account.BulkBodies.Bulk;
import latchkey.admin.account.BulkBodies.BulkResults;
import latchkey.client.Scope;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Changes of many accounts in one request. */
@Path("admin/accounts")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class BulkResource {

    private final BulkChanges changes;

    BulkResource(BulkChanges changes) {
        this.changes = changes;
    }

    @POST
    @Path("bulk")
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Operation(
            summary = "Change many accounts",
            description =
                    "Does what up to 1,000 items say, one after the other, and returns what became of each. Its body may have 512 KiB. An item that is repeated changes nothing further. To end sessions needs sessions:write, too, and to grant or revoke groups:write.")
    public BulkResults changeAccounts(Bulk body) {
        return new BulkResults(changes.make(body.few()));
    }
}
