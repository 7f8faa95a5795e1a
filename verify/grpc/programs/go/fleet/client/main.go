// A client that is told what to do line by line; see verify/grpc/client.ts.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"example.com/greeter/fleet"
	"example.com/greeter/grpcenv"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

func tell(err error) string {
	told := status.Convert(err)
	return strings.Join(strings.Fields(fmt.Sprint(told.Code(), " ", told.Message())), " ")
}

func once(conn *grpcenv.Conn) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return conn.Invoke(ctx, fleet.Call, &emptypb.Empty{}, &emptypb.Empty{})
}

func call(conn *grpcenv.Conn, count, width int) {
	var started atomic.Int64
	var workers sync.WaitGroup
	var lock sync.Mutex
	var failures []error
	for range width {
		workers.Go(func() {
			for started.Add(1) <= int64(count) {
				if err := once(conn); err != nil {
					lock.Lock()
					failures = append(failures, err)
					lock.Unlock()
				}
			}
		})
	}
	workers.Wait()
	first := ""
	if len(failures) > 0 {
		first = tell(failures[0])
	}
	fmt.Println("called", count-len(failures), len(failures), first)
}

func watch(conn *grpcenv.Conn) {
	stream, err := conn.NewStream(context.Background(), &fleet.WatchStream, fleet.Watch)
	if err == nil {
		err = errors.Join(stream.SendMsg(&emptypb.Empty{}), stream.CloseSend())
	}
	for err == nil {
		if err = stream.RecvMsg(&emptypb.Empty{}); err == nil {
			fmt.Println("watching")
		}
	}
	if err == io.EOF {
		fmt.Println("ended OK")
		return
	}
	fmt.Println("ended", tell(err))
}

func main() {
	conn, err := grpcenv.NewClient("GRPC_SERVER", "", grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var count, width int
		if n, _ := fmt.Sscanf(lines.Text(), "call %d %d", &count, &width); n == 2 {
			go call(conn, count, width)
		} else {
			go watch(conn)
		}
	}
}
