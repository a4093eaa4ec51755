"""One epoch of MNIST in PyTorch eager with one thread: CPU seconds per epoch, tensors already in memory.

Usage: pytorch.py FOLDER mnist-conv|mnist-linear [EPOCHS]
FOLDER holds the four IDX files of MNIST, gzipped. Prints one line "seconds loss" per epoch.
"""
import gzip
import sys
import time

import numpy
import torch
from torch import nn


class AReLU(nn.Module):
    """max(x,0) * (1 + sigmoid(beta)) + min(x,0) * clamp(alpha, 0.01, 0.99), both learned."""

    def __init__(self):
        super().__init__()
        self.alpha = nn.Parameter(torch.tensor([0.9]))
        self.beta = nn.Parameter(torch.tensor([2.0]))

    def forward(self, x):
        return torch.relu(x) * (1 + torch.sigmoid(self.beta)) - torch.relu(-x) * torch.clamp(self.alpha, 0.01, 0.99)


def network(name):
    if name == "mnist-linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), AReLU(), nn.Linear(512, 10))
    return nn.Sequential(
        nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), AReLU(),
        nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), AReLU(),
        nn.Conv2d(20, 40, 3), nn.MaxPool2d(2), AReLU(),
        nn.Flatten(), nn.Linear(40, 10))


def read(path, header):
    with gzip.open(path) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def main():
    folder, name = sys.argv[1], sys.argv[2]
    epochs = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    torch.set_num_threads(1)
    torch.manual_seed(0)
    images = torch.from_numpy(read(folder + "/train-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).astype(numpy.float32) / 255)
    labels = torch.from_numpy(read(folder + "/train-labels-idx1-ubyte.gz", 8).astype(numpy.int64))
    net = network(name)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    loss_of = nn.CrossEntropyLoss()

    def train(order):
        total = 0.0
        for batch in order.split(128):
            optimizer.zero_grad()
            loss = loss_of(net(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            total += loss.item()
        return total / ((len(order) + 127) // 128)

    train(torch.randperm(len(labels))[:1280])  # warm up
    for _ in range(epochs):
        order = torch.randperm(len(labels))
        start = time.process_time()
        loss = train(order)
        print(f"{time.process_time() - start:.3f} {loss:.4f}", flush=True)


main()
