package dev.berth.image.store;

import dev.berth.image.CatalogImage;
import dev.berth.kernel.ImageRef;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Row of {@code image}. */
@Entity
@Table(name = "image")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class ImageEntity {

  @Id String name;
  String source;

  @Enumerated(EnumType.STRING)
  CatalogImage.State state;

  @Column(name = "baked_ref")
  @Nullable String bakedRef;

  @Column(name = "source_digest")
  @Nullable String sourceDigest;

  @Nullable String recipe;
  String detail;

  /** A quarter of a megabyte, which a list does not need. */
  @Basic(fetch = FetchType.LAZY)
  String log;

  @Column(name = "updated_at")
  Instant updatedAt;

  @Column(name = "claimed_until")
  @Nullable Instant claimedUntil;

  @Column(name = "made_of")
  @Nullable String madeOf;

  @Column(name = "own_bytes")
  long ownBytes;

  @Version long version;

  CatalogImage toModel() {
    return new CatalogImage(
        name,
        new ImageRef(source),
        state,
        Optional.ofNullable(bakedRef).map(ImageRef::new),
        Optional.ofNullable(sourceDigest).orElse(""),
        Optional.ofNullable(recipe).orElse(""),
        detail,
        updatedAt);
  }
}
