package dev.berth.kernel;

/** Identity of one reservation, a ULID of 26 characters. */
public record ReservationId(String value) {

  public ReservationId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a reservation id: " + value);
    }
  }

  public static boolean isValid(String text) {
    return LeaseId.isValid(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
