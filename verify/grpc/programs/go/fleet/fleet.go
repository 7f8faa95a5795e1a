// Package fleet is the service of the fleets; all messages are empty.
package fleet

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	Call  = "/verify.Fleet/Call"
	Watch = "/verify.Fleet/Watch"
)

var WatchStream = grpc.StreamDesc{StreamName: "Watch", ServerStreams: true}

// Pod is a server of the service.
type Pod interface {
	Call(ctx context.Context)
	Watch(stream grpc.ServerStream) error
}

// Service describes it to grpc-go, as generated code would.
var Service = grpc.ServiceDesc{
	ServiceName: "verify.Fleet",
	HandlerType: (*Pod)(nil),
	Methods: []grpc.MethodDesc{{
		MethodName: "Call",
		Handler: func(pod any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			if err := decode(&emptypb.Empty{}); err != nil {
				return nil, err
			}
			pod.(Pod).Call(ctx)
			return &emptypb.Empty{}, nil
		},
	}},
	Streams: []grpc.StreamDesc{{
		StreamName:    "Watch",
		ServerStreams: true,
		Handler:       func(pod any, stream grpc.ServerStream) error { return pod.(Pod).Watch(stream) },
	}},
}
