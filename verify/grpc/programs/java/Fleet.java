package verify;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The service of the fleets; all messages are empty. */
final class Fleet {
  static final String NAME = "verify.Fleet";
  static final byte[] EMPTY = {};

  static final MethodDescriptor<byte[], byte[]> CALL = method("Call", MethodDescriptor.MethodType.UNARY);
  static final MethodDescriptor<byte[], byte[]> WATCH = method("Watch", MethodDescriptor.MethodType.SERVER_STREAMING);

  private static final class Nothing implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return EMPTY;
    }
  }

  private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder(new Nothing(), new Nothing())
        .setFullMethodName(MethodDescriptor.generateFullMethodName(NAME, name))
        .setType(type)
        .build();
  }

  private Fleet() {}
}
