// A pod: server ADDRESS:PORT MILLISECONDS-PER-ANSWER; what it prints is explained in verify/grpc/pod.ts.
package main

import (
	"context"
	"fmt"
	"log"
	"net"
	"os"
	"time"

	"example.com/greeter/fleet"
	"example.com/greeter/grpcenv"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/types/known/emptypb"
)

type pod struct{ answerAfter time.Duration }

func note(ctx context.Context) {
	headers, _ := metadata.FromIncomingContext(ctx)
	from, _ := peer.FromContext(ctx)
	fmt.Println("request", headers.Get("user-agent")[0], from.Addr)
}

func (p pod) Call(ctx context.Context) {
	note(ctx)
	time.Sleep(p.answerAfter)
}

func (p pod) Watch(stream grpc.ServerStream) error {
	note(stream.Context())
	if err := stream.SendMsg(&emptypb.Empty{}); err != nil {
		return err
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

func main() {
	answerAfter, err := time.ParseDuration(os.Args[2] + "ms")
	if err != nil {
		log.Fatal(err)
	}
	server, err := grpcenv.NewServer()
	if err != nil {
		log.Fatal(err)
	}
	server.RegisterService(&fleet.Service, pod{answerAfter})
	listener, err := net.Listen("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ready")
	if err := server.Serve(listener); err != nil {
		log.Fatal(err)
	}
}
