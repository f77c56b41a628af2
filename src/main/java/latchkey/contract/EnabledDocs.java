package latchkey.contract;

import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.openapi.api.util.FilterUtil;
import io.smallrye.openapi.api.util.UnusedSchemaFilter;
import java.util.List;
import latchkey.Issuer;
import latchkey.LatchkeyConfig;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Leaves out of the OpenAPI document what is of contracts that are not enabled, and says below which path all of it is. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class EnabledDocs implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        String path =
                Issuer.path(Arc.container().instance(LatchkeyConfig.class).get().issuer());
        if (!path.isEmpty()) {
            document.addServer(OASFactory.createServer().url(path));
        }
        Contracts contracts = Arc.container().instance(Contracts.class).get();
        List<String> leftOut = document.getPaths().getPathItems().keySet().stream()
                .filter(contracts::leaveOut)
                .toList();
        if (!leftOut.isEmpty()) {
            leftOut.forEach(document.getPaths()::removePathItem);
            document.setTags(document.getTags().stream()
                    .filter(tag -> !contracts.leaveOut("/" + tag.getName()))
                    .toList());
            FilterUtil.applyFilter(new UnusedSchemaFilter(), document);
        }
    }
}
