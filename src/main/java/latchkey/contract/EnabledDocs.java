package latchkey.contract;

import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.openapi.api.util.FilterUtil;
import io.smallrye.openapi.api.util.UnusedSchemaFilter;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Leaves out of the OpenAPI document what is of contracts that are not enabled. */
@OpenApiFilter(OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class EnabledDocs implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
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
