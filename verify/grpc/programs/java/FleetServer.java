package verify;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import grpcenv.GrpcEnvServer;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A pod: FleetServer ADDRESS:PORT MILLISECONDS-PER-ANSWER; what it prints is explained in verify/grpc/pod.ts. */
public final class FleetServer {
  private static final Metadata.Key<String> USER_AGENT =
      Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);
  private static final ScheduledExecutorService LATER =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
      });

  public static void main(String[] args) throws Exception {
    String[] address = args[0].split(":");
    long answerAfter = Long.parseLong(args[1]);
    var builder = NettyServerBuilder.forAddress(
        new InetSocketAddress(address[0], Integer.parseInt(address[1])), InsecureServerCredentials.create());
    builder.addService(ServerServiceDefinition.builder(Fleet.NAME)
        .addMethod(Fleet.CALL, (call, headers) -> answer(call, headers, () ->
            LATER.schedule(() -> call.close(Status.OK, new Metadata()), answerAfter, MILLISECONDS)))
        .addMethod(Fleet.WATCH, (call, headers) -> answer(call, headers, () -> {}))
        .build());
    var server = GrpcEnvServer.start(builder, new HealthStatusManager());
    System.out.println("ready");
    server.awaitTermination();
  }

  /** Notes the request, answers with one message, and leaves the end to `then`. */
  private static ServerCall.Listener<byte[]> answer(ServerCall<byte[], byte[]> call, Metadata headers, Runnable then) {
    System.out.println("request " + headers.get(USER_AGENT) + " "
        + call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onHalfClose() {
        call.sendHeaders(new Metadata());
        call.sendMessage(Fleet.EMPTY);
        then.run();
      }
    };
  }

  private FleetServer() {}
}
