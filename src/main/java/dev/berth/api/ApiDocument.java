package dev.berth.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/**
 * What is true of every operation, said once: errors are problems, and lists take a limit and a
 * cursor.
 */
@OpenApiFilter(stages = RunStage.BUILD)
public final class ApiDocument implements OASFilter {

  @Override
  public Operation filterOperation(Operation operation) {
    var responses =
        Objects.requireNonNullElseGet(operation.getResponses(), OASFactory::createAPIResponses);
    responses.addAPIResponse("default", problem("Anything that went wrong"));
    for (String status : List.of("400", "401", "403")) {
      var declared = responses.getAPIResponse(status);
      if (declared != null) {
        responses.addAPIResponse(status, problem(declared.getDescription()));
      }
    }
    operation.setResponses(responses);
    return operation;
  }

  @Override
  public Parameter filterParameter(Parameter parameter) {
    if (parameter.getIn() == Parameter.In.QUERY) {
      switch (parameter.getName()) {
        case "limit" -> {
          parameter.setDescription("Items at most");
          parameter.setSchema(
              OASFactory.createSchema()
                  .addType(SchemaType.INTEGER)
                  .minimum(BigDecimal.ONE)
                  .maximum(BigDecimal.valueOf(PageRequest.MAX_LIMIT))
                  .defaultValue(PageRequest.DEFAULT_LIMIT));
        }
        case "cursor" -> parameter.setDescription("The 'next' of the page before");
        default -> {}
      }
    }
    return parameter;
  }

  private static APIResponse problem(@Nullable String description) {
    return OASFactory.createAPIResponse()
        .description(description == null ? "Problem" : description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    Problem.MEDIA_TYPE,
                    OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
  }
}
