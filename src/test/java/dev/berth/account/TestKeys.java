package dev.berth.account;

/** Public keys made by ssh-keygen for tests; nobody has their private halves. */
public final class TestKeys {

  public static final String ED25519 =
      "ssh-ed25519 " + "AAAAC3NzaC1lZDI1NTE5AAAAIF7RMb1+n8Mnst+aUbbeFM2ksNoegidzn4jarseLRC5e";

  public static final String ECDSA_256 =
      "ecdsa-sha2-nistp256 "
          + "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBJj7LQ0ZzVSQ44QkuoN4aCII"
          + "65E1UGvrl4nC01Lqo74jzaGAln9rs/+B5+0zm/juZK3knEn5Sb+Bwv7SfSOanlE=";

  public static final String ECDSA_384 =
      "ecdsa-sha2-nistp384 "
          + "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBNtcIRBuiZlLaZZFbbw5CPGl"
          + "4+tFlOJHpPG0KSl828XJQ6WNTusB88C0xCkbcIjjoUxh1D8jztuH8VzX73nCyg15LrsTMcerpccJ"
          + "McgIt7qVngdUOu/QZBG0Eukbr7iJaw==";

  public static final String ECDSA_521 =
      "ecdsa-sha2-nistp521 "
          + "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAET5T/RY2nZkC6IyWsDKTdM"
          + "V5VYX2+ZPcvJkk9RuXQTSQkBy4nLdVr9MqhqCLzswVJkWo9yvv2ydJTDgTcqmNQgOgCrS67C6ufa"
          + "eugN5kbHowlSl9iLPYe0RRPns/TfGK44a6QEKXadYNLbGiX0xDFbpB2IkKQMzofSlgKXELEbN3Ui"
          + "Xw==";

  public static final String RSA_2048 =
      "ssh-rsa "
          + "AAAAB3NzaC1yc2EAAAADAQABAAABAQC6e0Jfvwl/zf04CufSedOTig/uxUb7g1HzBea1SVk1AtT+"
          + "i+dyTJWVqye+jCdh1+8dgqq6bQd8OzTTONwBlx2N3IrOu1dekmokAZbz13GD0OvCg7k7gDZyqKrw"
          + "50IZ/s9v//anegTVchEyrRwOwGSnLYCKG7NqhyyMB0GcibpZgLv1gfRBsUH/UM5slBDmdiJr2mUd"
          + "U6AznkUcPWglMAhoKOho//q7E9hCx8eXDrwAlbBjYFYH5MVCdtX17RQEG/yIUQb5brV9AjFfOoSh"
          + "0XCA7qbx1XYcNzLGEMQdgwVayRupa+wPfTUF/yg1XCslxie/uqVEbEcPUC07GiCyrQnb";

  public static final String RSA_1024 =
      "ssh-rsa "
          + "AAAAB3NzaC1yc2EAAAADAQABAAAAgQDK1h8EIvDLpBJpgpAjNxO9iL1YZYQ+rSGAdZCL/0LOrbq0"
          + "sYFeRvRVqFcjfHxZx+M5BZYUcpsxxAa8TGS/fU51T0EoouCG2RSwO/BjDGOmfTpYnZ6JPpczbUYR"
          + "P0N5MoFkJcaRnRZYL+dXuxHyjVwa68QJ37wA6rt+GFmh8gY9Gw==";

  public static final String DSA =
      "ssh-dss "
          + "AAAAB3NzaC1kc3MAAACBAMCEYvXe0WGavbgj8AGLFzmdICZNK3q0Yjbd4KwfD+4hEa4lBTW6qMj5"
          + "+JE0bIf8YCrytb2XJ7FXT+ep4RGYe4kA7igHmKU8I5AJoLYQCYpMuqimvroxFfNeJDnLbmEo6zS2"
          + "BXf817em94hsJBpnYcYx1BuZYnz5I5H/yZR2AYklAAAAFQDQZsL3RgmZsj1EO2qPiokiiZ0QHQAA"
          + "AIBy7p3HsPrQbV6ioZQDXBrz2cDA5GM3PrueK+7DJBuqBa2w6hgw2sEcldSg1gx4qkEi6Tp414Rx"
          + "/FxwCkoTNjUBB4VJCHhA5wa7o5xKuJuJPEE0XitVSnXlhpERFwINRrKgF/2VbYVydxDbP7ruwFSf"
          + "8uqrv9WMa2cmJ8q70fX4/gAAAIEAs8027obCD/KNC1oPcqLiOC2A0SZojoTEFwK7zHYeoWs5ZgqT"
          + "wIHTPCA17ZGRTd6APK+GI6QAhQQfJH8dNZwZTYEPJUNb3jZN+F5g78+zvV20XP4TSxj62AV6ApsO"
          + "g/LjkluuLEGCeYnuYiRftrKfQAQO+CxNhtIzusP6VSiTXas=";

  public static final String SK_ED25519 =
      "sk-ssh-ed25519@openssh.com "
          + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIF7RMb1+n8Mnst+aUbbeFM2ksNoegidz"
          + "n4jarseLRC5eAAAABHNzaDo=";

  public static final String SK_ECDSA =
      "sk-ecdsa-sha2-nistp256@openssh.com "
          + "AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBJj7"
          + "LQ0ZzVSQ44QkuoN4aCII65E1UGvrl4nC01Lqo74jzaGAln9rs/+B5+0zm/juZK3knEn5Sb+Bwv7S"
          + "fSOanlEAAAAEc3NoOg==";

  /** Of {@link #ED25519}, by ssh-keygen -l. */
  public static final String ED25519_FINGERPRINT =
      "SHA256:kRWqlmfnxFtWw2efGydQVqZOUbfTBWrdPn/xW4UvGC4";

  /** The shape of a private key, which is none. */
  public static final String PRIVATE =
      """
      -----BEGIN OPENSSH PRIVATE KEY-----
      b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
      c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA==
      -----END OPENSSH PRIVATE KEY-----
      """;

  private TestKeys() {}
}
