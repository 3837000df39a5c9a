import { GraphBuilder } from '../engine/graphs/graph-builder.ts';
import { WeightFile } from '../engine/graphs/weight-file.ts';
import { OnnxSession } from '../engine/runtime/onnx/onnx-session.ts';
import { writeFile, rm, mkdir } from 'node:fs/promises';
const K=576,N=8192;
const dir='/tmp/nbits'; await rm(dir,{recursive:true,force:true}); await mkdir(dir);
const rnd=(n:number)=>Float32Array.from({length:n},()=>Math.random()*2-1);
async function make(kind:string, block=32){
  const f=await WeightFile.create(`${dir}/${kind}${block}.bin`);
  const g=new GraphBuilder(kind);
  const x=g.input('x','float32',['M',K]);
  let y:string;
  if(kind==='fp32'){ y=g.node('MatMul',[x,g.weight('w',[K,N],await f.append(rnd(K*N)))],{},['y']); }
  else if(kind==='int8'){
    const w=g.weight('w',[K,N],await f.append(Int8Array.from({length:K*N},()=>Math.random()*254-127)),'int8');
    const step=g.floats([],[0.01]); const z=g.byte(128);
    const q=g.node('QuantizeLinear',[x,step,z]);
    y=g.node('MatMulIntegerToFloat',[q,w,step,g.weight('s',[N],await f.append(rnd(N))),z],{},['y']);
  } else {
    const bits=kind==='n4'?4:8; const nb=K/block;
    const data=Uint8Array.from({length:N*nb*block*bits/8},()=>Math.random()*256);
    const loc=await f.append(new Int8Array(data.buffer));
    const w=(g as any).weight('w',[N,nb,block*bits/8],loc,'uint8');
    const s=g.weight('s',[N*nb],await f.append(rnd(N*nb)));
    y=g.node('MatMulNBits',[x,w,s],{K,N,bits,block_size:block,accuracy_level:4},['y']);
  }
  g.output('y','float32',['M',N]); await f.close();
  const m=`${dir}/${kind}${block}.onnx`; await writeFile(m,g.build());
  return OnnxSession.create(m,{threads:2});
}
const list:[string,number][]=[['fp32',0],['int8',0],['n8',32],['n8',64],['n4',32],['n4',64]];
const sessions=[];
for(const [k,b] of list){ try{ sessions.push([k+b,await make(k,b||32)] as const);}catch(e){console.log(k,b,String(e).slice(0,200));} }
for(const M of [1,2,4,8]){
  const feeds={x:{type:'float32',data:rnd(M*K),dims:[M,K]} as any};
  const times=sessions.map(()=>[] as number[]);
  for(let r=0;r<60;r++) for(const [i,[,s]] of sessions.entries()){ const t=performance.now(); await s.run(feeds,['y']); times[i]!.push(performance.now()-t); }
  console.log(M, sessions.map(([n],i)=>`${n} ${times[i]!.sort((a,b)=>a-b)[15]!.toFixed(3)}`).join('  '));
}
