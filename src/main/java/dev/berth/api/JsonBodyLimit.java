package dev.berth.api;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Holds JSON bodies to 1 MiB, announced or not, and to being there at all. Archives, which are
 * streamed, are not its matter.
 */
@Provider
class JsonBodyLimit implements ReaderInterceptor {

  static final int BYTES = 1 << 20;

  @Override
  public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    if (!isJson(context.getMediaType())) {
      return context.proceed();
    }
    if (announced(context.getHeaders().getFirst(HttpHeaders.CONTENT_LENGTH)) > BYTES) {
      throw tooLarge();
    }
    byte[] body = context.getInputStream().readNBytes(BYTES + 1);
    if (body.length > BYTES) {
      throw tooLarge();
    }
    if (body.length == 0) {
      throw new ProblemException(ProblemType.MALFORMED_JSON, "a JSON object is needed as the body");
    }
    context.setInputStream(new ByteArrayInputStream(body));
    Object value = context.proceed();
    if (value == null) {
      throw new ProblemException(ProblemType.MALFORMED_JSON, "the body must not be null");
    }
    return value;
  }

  private static boolean isJson(@Nullable MediaType type) {
    return type != null
        && (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
            || type.getSubtype().endsWith("+json"));
  }

  private static long announced(@Nullable String length) {
    return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
  }

  private static ProblemException tooLarge() {
    return new ProblemException(
        ProblemType.PAYLOAD_TOO_LARGE, "a JSON body may have " + BYTES + " bytes");
  }
}
